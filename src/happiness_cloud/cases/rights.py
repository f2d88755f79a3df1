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
# What the forwarder of the house does by itself.
CARRY = "cases.carry"
# Who may say what is forwarded where, and who may forward a matter or see to one that is stuck.
FORWARDINGS = "institution.publish"
FORWARD = "cases.dispatch"

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
    "cases.SavedView.query": "staff",
    "cases.SavedView.owner": "staff",
    "cases.Forwarded.words": "free text",
    "cases.Forwarded.notes": "free text",
    "cases.Forwarded.said": "free text",
    "cases.Forwarding.key_sealed": "secret",
}
