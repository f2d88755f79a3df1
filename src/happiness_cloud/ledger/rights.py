"""Rights to the book itself."""

READ = "ledger.read"
VERIFY = "ledger.verify"
SEAL = "ledger.seal"

# "<app>.<Model>.<field>": data class. Values of these fields never enter the changes of an entry.
PERSONAL = {
    "ledger.Entry.actor_name": "staff",
    "ledger.Entry.reason": "internal",
    "ledger.Key.sealed": "secret",
}
