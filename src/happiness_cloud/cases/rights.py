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
HIDE = "cases.hide"
REDACT = "cases.redact"
RESTORE = "cases.restore"
ORIGINALS = "cases.originals"
ERASE_ASK = "cases.erase_ask"
ERASE = "cases.erase"
# The house's own: to destroy what was kept long enough, to erase again after a backup came back.
FORGET = "cases.forget"

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
    "cases.Case.lon": "place of a matter",
    "cases.Case.lat": "place of a matter",
    "cases.Case.place_note": "place of a matter",
    "cases.Case.why": "free text",
    "cases.Evidence.caption": "free text",
    "cases.Wording.sealed": "free text",
    "cases.SavedView.query": "staff",
    "cases.SavedView.owner": "staff",
}
