"""From a call to money. So far: usage, written when a call is over and when a message has left."""
