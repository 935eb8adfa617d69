"""An invented agency to try things out: its people and customers, two weeks of history, and a town that rings."""
