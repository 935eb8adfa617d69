"""What is promised about personal data, and how the program keeps it: catalogue, sealed fields, keys that can be destroyed."""
