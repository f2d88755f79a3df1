"""What can be done with a matter: one verb, one file."""

from ._moving import Moved
from ._record import Record, Told
from ._reporting import Caller
from ._topics import TopicStands
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
from .confirm import confirm
from .contact import contact
from .correct import correct
from .decide_extension import decide_extension
from .dispatch import dispatch
from .dispute import dispute
from .drop_view import drop_view
from .escalate import escalate
from .file import file
from .find_topics import TopicsFound, find_topics
from .hand_down import hand_down
from .hand_up import hand_up
from .handle import handle
from .learn import Lesson, learn
from .merge import merge
from .not_found import not_found
from .note import note
from .open_topic import open_topic
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
from .topic_add import topic_add
from .topic_close import topic_close
from .topic_remove import topic_remove
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
    "Record",
    "Reported",
    "Told",
    "TopicStands",
    "TopicsFound",
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
    "confirm",
    "contact",
    "correct",
    "decide_extension",
    "dispatch",
    "dispute",
    "drop_view",
    "escalate",
    "file",
    "find_topics",
    "hand_down",
    "hand_up",
    "handle",
    "learn",
    "merge",
    "not_found",
    "note",
    "open_topic",
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
    "topic_add",
    "topic_close",
    "topic_remove",
    "unmerge",
    "urge",
    "verify",
    "void",
    "wake",
    "warn",
    "watch",
    "whistle",
]
