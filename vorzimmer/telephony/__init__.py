"""The wire to the telephone systems. Every one of them is an adapter behind `switchboard.Switchboard`."""
