from .key_actor import KeySeat, key_actor
from .keys import KeyLine, Keys, keys
from .listing import AccountLine, Listing, listing
from .mine import Mine, Session, mine
from .offered_factor import offered_factor
from .pause import pause
from .who import Who, who

__all__ = [
    "AccountLine",
    "KeyLine",
    "KeySeat",
    "Keys",
    "Listing",
    "Mine",
    "Session",
    "Who",
    "key_actor",
    "keys",
    "listing",
    "mine",
    "offered_factor",
    "pause",
    "who",
]
