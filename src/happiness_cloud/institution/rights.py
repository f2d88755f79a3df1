"""Rights to the institution: its organisations, rules and packs; and the class of each personal field."""

READ = "institution.read"
EDIT = "institution.edit"
PUBLISH = "institution.publish"

PERSONAL = {
    "institution.Position.account_id": "staff",
    "institution.Content.by": "staff",
}
