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
from .ask_follows import ask_follows
from .bring_in import BroughtIn, bring_in
from .bulk import bulk
from .call_back import call_back
from .change_follow import change_follow
from .close import close
from .confirm import confirm
from .confirm_follow import FollowState, confirm_follow
from .contact import contact
from .correct import correct
from .decide_extension import decide_extension
from .dispatch import dispatch
from .dispute import dispute
from .drop_view import drop_view
from .escalate import escalate
from .file import file
from .follow import Asked, follow
from .gather_news import Gathered, gather_news
from .hand_down import hand_down
from .hand_up import hand_up
from .handle import handle
from .learn import Lesson, learn
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
from .sign import sign
from .split import split
from .supervise import supervise
from .suspend import suspend
from .take import take
from .tell_news import ToldNews, tell_news
from .tidy_follows import Tidied, tidy_follows
from .unfollow import unfollow
from .unfollow_all import Stopped, unfollow_all
from .unmerge import unmerge
from .urge import urge
from .verify import verify
from .void import void
from .wake import wake
from .warn import warn
from .watch import Watched, watch
from .whistle import whistle

__all__ = [
    "Asked",
    "BroughtIn",
    "Caller",
    "FollowState",
    "Gathered",
    "Lesson",
    "Looked",
    "Moved",
    "Record",
    "Reported",
    "Stopped",
    "Tidied",
    "Told",
    "ToldNews",
    "Watched",
    "adjudicate",
    "answer",
    "arrive",
    "ask",
    "ask_extension",
    "ask_follows",
    "bring_in",
    "bulk",
    "call_back",
    "change_follow",
    "close",
    "confirm",
    "confirm_follow",
    "contact",
    "correct",
    "decide_extension",
    "dispatch",
    "dispute",
    "drop_view",
    "escalate",
    "file",
    "follow",
    "gather_news",
    "hand_down",
    "hand_up",
    "handle",
    "learn",
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
    "sign",
    "split",
    "supervise",
    "suspend",
    "take",
    "tell_news",
    "tidy_follows",
    "unfollow",
    "unfollow_all",
    "unmerge",
    "urge",
    "verify",
    "void",
    "wake",
    "warn",
    "watch",
    "whistle",
]
