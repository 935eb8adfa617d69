"""The owner's face: does the agency run, who needs what, and the customers' files. It shows no caller to anybody."""
