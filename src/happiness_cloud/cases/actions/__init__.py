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
from .confirm import confirm
from .contact import contact
from .correct import correct
from .decide_extension import decide_extension
from .dispatch import dispatch
from .dispute import dispute
from .drop_view import drop_view
from .escalate import escalate
from .extend_hand_out import extend_hand_out
from .file import file
from .hand_down import hand_down
from .hand_out import HandedOut, hand_out
from .hand_up import hand_up
from .handle import handle
from .learn import Lesson, learn
from .merge import merge
from .not_found import not_found
from .note import note
from .note_partner import note_partner
from .open_hand_out import open_hand_out
from .partner_answer import Answered, partner_answer
from .print_out import print_out
from .rate import rate
from .rate_whistle import rate_whistle
from .refuse import refuse
from .register import register
from .remind_partners import Reminded, remind_partners
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
from .unmerge import unmerge
from .urge import urge
from .verify import verify
from .void import void
from .wake import wake
from .warn import warn
from .watch import Watched, watch
from .whistle import whistle
from .withdraw_hand_out import withdraw_hand_out

__all__ = [
    "Answered",
    "BroughtIn",
    "Caller",
    "HandedOut",
    "Lesson",
    "Looked",
    "Moved",
    "Record",
    "Reminded",
    "Reported",
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
    "confirm",
    "contact",
    "correct",
    "decide_extension",
    "dispatch",
    "dispute",
    "drop_view",
    "escalate",
    "extend_hand_out",
    "file",
    "hand_down",
    "hand_out",
    "hand_up",
    "handle",
    "learn",
    "merge",
    "not_found",
    "note",
    "note_partner",
    "open_hand_out",
    "partner_answer",
    "print_out",
    "rate",
    "rate_whistle",
    "refuse",
    "register",
    "remind_partners",
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
    "unmerge",
    "urge",
    "verify",
    "void",
    "wake",
    "warn",
    "watch",
    "whistle",
    "withdraw_hand_out",
]
