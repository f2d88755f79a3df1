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
    "cases.Reporter.account_id": "contact",
    "cases.Remark.text": "free text",
    "cases.Case.title": "free text",
    "cases.Case.result": "free text",
    "cases.Whistle.words": "free text",
    "cases.SavedView.query": "staff",
    "cases.SavedView.owner": "staff",
    "cases.Follower.address_sealed": "contact",
    "cases.Follower.address_hash": "contact",
    "cases.Follow.lon": "contact",
    "cases.Follow.lat": "contact",
}
