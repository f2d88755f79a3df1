"""Rights to accounts, and the class of each personal field."""

READ = "accounts.read"
EDIT = "accounts.edit"
KEYS = "accounts.keys"
# Visitors: ask for a code, try to sign in.
SIGN_IN = "accounts.sign_in"
# Everybody signed in, as a capability for the one account: Grant(OWN, "/", subject="accounts.Account:7").
OWN = "accounts.own"
# The house alone, when it turns a session or a key into an actor.
SEAT = "accounts.seat"
SWEEP = "accounts.sweep"

# A machine neither signs in nor hands out keys or accounts.
NOT_FOR_KEYS = frozenset({EDIT, KEYS, SIGN_IN, OWN, SEAT, SWEEP})

PERSONAL = {
    "accounts.Account.username": "staff",
    "accounts.Account.name": "staff",
    "accounts.Account.password": "secret",
    "accounts.Account.phone_sealed": "contact",
    "accounts.Account.phone_hash": "contact",
    "accounts.Account.second_factor_sealed": "secret",
    "accounts.Account.second_factor_step": "secret",
    "accounts.Account.pending_factor_sealed": "secret",
    "accounts.Key.secret_hash": "secret",
    "accounts.Code.phone_hash": "contact",
    "accounts.Code.code_hash": "secret",
    "accounts.Sign.session_key": "secret",
    "accounts.Sign.device": "staff",
    "accounts.Attempt.key_hash": "contact",
}
