"""How the demo tells its server, through the environment, where to put things."""

# Folder for everything the server writes.
OUT = "VEILFOLD_DEMO_OUT"
# Folder for what it keeps: the database and the counters.
STATE = "VEILFOLD_DEMO_STATE"
# "1" switches the protection of other handlers off, to show that the search finds a leak.
LEAK = "VEILFOLD_DEMO_LEAK"
