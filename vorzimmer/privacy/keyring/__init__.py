"""The keys of sealed data, in a database of their own: who destroys a key here has erased what it sealed, backups included."""
