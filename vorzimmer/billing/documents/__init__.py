"""The documents themselves: e-invoices as XML and PDF. The one door is `writing.write`."""
