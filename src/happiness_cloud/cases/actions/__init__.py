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
from .ask_erasure import ask_erasure
from .ask_extension import ask_extension
from .ask_follows import ask_follows
from .bring_in import BroughtIn, bring_in
from .bulk import bulk
from .call_back import call_back
from .caption_photo import caption_photo
from .change_follow import change_follow
from .close import close
from .come_back import come_back
from .confirm import confirm
from .confirm_follow import FollowState, confirm_follow
from .contact import contact
from .correct import correct
from .cover_photo import cover_photo
from .decide_extension import decide_extension
from .decline_erasure import decline_erasure
from .dispatch import dispatch
from .dispute import dispute
from .drop_view import drop_view
from .end_forwarding import end_forwarding
from .erase import erase
from .erase_again import erase_again
from .escalate import escalate
from .extend_hand_out import extend_hand_out
from .file import file
from .find_topics import TopicsFound, find_topics
from .follow import Asked, follow
from .forget_wordings import Forgotten, forget_wordings
from .forward import OnItsWay, forward
from .forward_again import forward_again
from .gather_news import Gathered, gather_news
from .hand_down import hand_down
from .hand_out import HandedOut, hand_out
from .hand_up import hand_up
from .handle import handle
from .hear import hear
from .hide import hide
from .hide_photo import hide_photo
from .learn import Lesson, learn
from .listened import listened
from .merge import merge
from .not_found import not_found
from .note import note
from .note_partner import note_partner
from .open_hand_out import open_hand_out
from .open_topic import open_topic
from .partner_answer import Answered, partner_answer
from .print_out import print_out
from .rate import rate
from .rate_whistle import rate_whistle
from .redact import redact
from .refuse import refuse
from .register import register
from .remind_partners import Reminded, remind_partners
from .reopen import reopen
from .reply import reply
from .report import Reported, report
from .restore_words import restore_words
from .resume import resume
from .rework import rework
from .save_view import save_view
from .send_back import send_back
from .set_forwarding import Ruling, set_forwarding
from .set_out import set_out
from .show_again import show_again
from .show_photo import show_photo
from .sign import sign
from .split import split
from .stop_forwarding import stop_forwarding
from .supervise import supervise
from .suspend import suspend
from .take import take
from .tell_news import ToldNews, tell_news
from .tidy_follows import Tidied, tidy_follows
from .topic_add import topic_add
from .topic_close import topic_close
from .topic_remove import topic_remove
from .uncover_photo import uncover_photo
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
from .withdraw_hand_out import withdraw_hand_out

__all__ = [
    "Answered",
    "Asked",
    "BroughtIn",
    "Caller",
    "FollowState",
    "Forgotten",
    "Gathered",
    "HandedOut",
    "Lesson",
    "Looked",
    "Moved",
    "OnItsWay",
    "Record",
    "Reminded",
    "Reported",
    "Ruling",
    "Stopped",
    "Tidied",
    "Told",
    "ToldNews",
    "TopicStands",
    "TopicsFound",
    "Watched",
    "adjudicate",
    "answer",
    "arrive",
    "ask",
    "ask_erasure",
    "ask_extension",
    "ask_follows",
    "bring_in",
    "bulk",
    "call_back",
    "caption_photo",
    "change_follow",
    "close",
    "come_back",
    "confirm",
    "confirm_follow",
    "contact",
    "correct",
    "cover_photo",
    "decide_extension",
    "decline_erasure",
    "dispatch",
    "dispute",
    "drop_view",
    "end_forwarding",
    "erase",
    "erase_again",
    "escalate",
    "extend_hand_out",
    "file",
    "find_topics",
    "follow",
    "forget_wordings",
    "forward",
    "forward_again",
    "gather_news",
    "hand_down",
    "hand_out",
    "hand_up",
    "handle",
    "hear",
    "hide",
    "hide_photo",
    "learn",
    "listened",
    "merge",
    "not_found",
    "note",
    "note_partner",
    "open_hand_out",
    "open_topic",
    "partner_answer",
    "print_out",
    "rate",
    "rate_whistle",
    "redact",
    "refuse",
    "register",
    "remind_partners",
    "reopen",
    "reply",
    "report",
    "restore_words",
    "resume",
    "rework",
    "save_view",
    "send_back",
    "set_forwarding",
    "set_out",
    "show_again",
    "show_photo",
    "sign",
    "split",
    "stop_forwarding",
    "supervise",
    "suspend",
    "take",
    "tell_news",
    "tidy_follows",
    "topic_add",
    "topic_close",
    "topic_remove",
    "uncover_photo",
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
    "withdraw_hand_out",
]
