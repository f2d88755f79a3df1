"""Rights to matters, and the class of each personal field."""

READ = "cases.read"
REPORT = "cases.report"
REPORT_FOR = "cases.report_for"
TRACK = "cases.track"
PUBLIC = "cases.public"
CONTACTS = "cases.contacts"
EXPORT = "cases.export"
BULK = "cases.bulk"
IMPORT = "cases.import"
WATCH = "cases.watch"
LEARN = "cases.learn"
HAND_OUT = "cases.hand_out"
# The bearer of a partner's link, on the one matter it is about.
PARTNER = "cases.partner"
HIDE = "cases.hide"
REDACT = "cases.redact"
RESTORE = "cases.restore"
ORIGINALS = "cases.originals"
ERASE_ASK = "cases.erase_ask"
ERASE = "cases.erase"
# The house's own: to destroy what was kept long enough, to erase again after a backup came back.
FORGET = "cases.forget"
TOPICS = "cases.topics"
FIND_TOPICS = "cases.find_topics"
# What the forwarder of the house does by itself.
CARRY = "cases.carry"
# Who may say what is forwarded where, and who may forward a matter or see to one that is stuck.
FORWARDINGS = "institution.publish"
FORWARD = "cases.dispatch"
FOLLOW = "cases.follow"
# Comes with the links in mails to followers, never with a position.
HOLD_FOLLOW = "cases.hold_follow"
TELL = "cases.tell"

PERSONAL = {
    "cases.Case.text": "free text",
    "cases.Case.address": "place of a matter",
    "cases.Case.rating_words": "free text",
    "cases.Reporter.name_sealed": "contact",
    "cases.Reporter.phone_sealed": "contact",
    "cases.Reporter.phone_hash": "contact",
    "cases.Reporter.mail_sealed": "contact",
    "cases.Reporter.account_id": "contact",
    "cases.Remark.text": "free text",
    "cases.Case.title": "free text",
    "cases.Case.result": "free text",
    "cases.Whistle.words": "free text",
    "cases.HandOut.contact_sealed": "contact",
    "cases.HandOut.contact_hash": "contact",
    "cases.HandOut.contact_shown": "contact",
    "cases.HandOut.token_hash": "secret",
    "cases.HandOut.task": "free text",
    "cases.HandOut.call": "staff",
    "cases.PartnerAnswer.text": "free text",
    "cases.Case.lon": "place of a matter",
    "cases.Case.lat": "place of a matter",
    "cases.Case.place_note": "place of a matter",
    "cases.Case.why": "free text",
    "cases.Evidence.caption": "free text",
    "cases.Wording.sealed": "free text",
    "cases.SavedView.query": "staff",
    "cases.SavedView.owner": "staff",
    "cases.Follower.address_sealed": "contact",
    "cases.Follower.address_hash": "contact",
    "cases.Follow.lon": "contact",
    "cases.Follow.lat": "contact",
    "cases.Forwarded.words": "free text",
    "cases.Forwarded.notes": "free text",
    "cases.Forwarded.said": "free text",
    "cases.Forwarding.key_sealed": "secret",
    "cases.HotMatter.words": "free text",
    "cases.HotMatter.places": "free text",
    "cases.Topic.title": "free text",
    "cases.Topic.note": "free text",
    "cases.Topic.closing": "free text",
}

# What systems outside may hear of (webhooks), and the facts and columns told with it; whatever is not named stays.
TOLD_VERBS = tuple(
    f"cases.{verb}"
    for verb in (
        *("report", "register", "answer", "refuse", "confirm", "not_found", "merge", "unmerge", "file"),
        *(
            "dispatch",
            "take",
            "sign",
            "send_back",
            "dispute",
            "adjudicate",
            "contact",
            "note",
            "ask",
            "reply",
        ),
        *("suspend", "resume", "ask_extension", "decide_extension", "whistle", "arrive", "hand_up"),
        *("hand_down", "split", "handle", "verify", "rework", "call_back", "rate", "close", "reopen", "urge"),
        *("supervise", "correct", "void", "warn", "escalate", "wake"),
    )
)
TOLD_FIELDS = {
    "cases.Case": (
        *("from", "to", "channel", "due", "lead", "assists", "unit", "units", "level", "stage"),
        *("outcome", "on_time", "returns", "amount", "granted", "told", "over", "arrive_by"),
        *("master_number", "child_number", "whole_number", "joined", "voices"),
        *(
            "state",
            "category",
            "severity",
            "area_path",
            "lead_unit",
            "assist_units",
            "due_at",
            "stage_due_at",
        ),
        *("escalated", "supervised", "urged", "reworks", "reopened", "bound", "public", "pack"),
        *("reported_at", "dispatched_at", "contacted_at", "handled_at", "ended_at"),
    ),
}
