"""What can be done with a matter: one verb, one file."""

from ._moving import Moved
from ._record import Record, Told
from ._reporting import Caller
from ._watching import Looked
from .adjudicate import adjudicate
from .answer import answer
from .arrive import arrive
from .ask import ask
from .ask_extension import ask_extension
from .bring_in import BroughtIn, bring_in
from .bulk import bulk
from .call_back import call_back
from .close import close
from .come_back import come_back
from .confirm import confirm
from .contact import contact
from .correct import correct
from .decide_extension import decide_extension
from .dispatch import dispatch
from .dispute import dispute
from .drop_view import drop_view
from .end_forwarding import end_forwarding
from .escalate import escalate
from .file import file
from .forward import OnItsWay, forward
from .forward_again import forward_again
from .hand_down import hand_down
from .hand_up import hand_up
from .handle import handle
from .hear import hear
from .learn import Lesson, learn
from .listened import listened
from .merge import merge
from .not_found import not_found
from .note import note
from .rate import rate
from .rate_whistle import rate_whistle
from .refuse import refuse
from .register import register
from .reopen import reopen
from .reply import reply
from .report import Reported, report
from .resume import resume
from .rework import rework
from .save_view import save_view
from .send_back import send_back
from .set_forwarding import Ruling, set_forwarding
from .set_out import set_out
from .sign import sign
from .split import split
from .stop_forwarding import stop_forwarding
from .supervise import supervise
from .suspend import suspend
from .take import take
from .unmerge import unmerge
from .urge import urge
from .verify import verify
from .void import void
from .wake import wake
from .warn import warn
from .watch import Watched, watch
from .whistle import whistle

__all__ = [
    "BroughtIn",
    "Caller",
    "Lesson",
    "Looked",
    "Moved",
    "OnItsWay",
    "Record",
    "Reported",
    "Ruling",
    "Told",
    "Watched",
    "adjudicate",
    "answer",
    "arrive",
    "ask",
    "ask_extension",
    "bring_in",
    "bulk",
    "call_back",
    "close",
    "come_back",
    "confirm",
    "contact",
    "correct",
    "decide_extension",
    "dispatch",
    "dispute",
    "drop_view",
    "end_forwarding",
    "escalate",
    "file",
    "forward",
    "forward_again",
    "hand_down",
    "hand_up",
    "handle",
    "hear",
    "learn",
    "listened",
    "merge",
    "not_found",
    "note",
    "rate",
    "rate_whistle",
    "refuse",
    "register",
    "reopen",
    "reply",
    "report",
    "resume",
    "rework",
    "save_view",
    "send_back",
    "set_forwarding",
    "set_out",
    "sign",
    "split",
    "stop_forwarding",
    "supervise",
    "suspend",
    "take",
    "unmerge",
    "urge",
    "verify",
    "void",
    "wake",
    "warn",
    "watch",
    "whistle",
]
