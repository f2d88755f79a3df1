"""Rights to webhooks, and the class of each field that the book must not repeat."""

READ = "webhooks.read"
EDIT = "webhooks.edit"
# The house alone: reading the book on, sending, giving up, tidying.
CARRY = "webhooks.carry"

PERSONAL = {
    # Addresses of receivers often carry a token; the book keeps the host only.
    "webhooks.Endpoint.url": "secret",
    "webhooks.Endpoint.secret_sealed": "secret",
    "webhooks.Endpoint.old_secret_sealed": "secret",
    "webhooks.Endpoint.contact_sealed": "contact",
    "webhooks.Delivery.attempts": "internal",
}
