"""Rights to messages, and the class of each personal field."""

READ = "post.read"
SEND = "post.send"
DELIVER = "post.deliver"
RESEND = "post.resend"
# The house's own, when what a message was about is erased.
FORGET = "post.forget"

PERSONAL = {
    "post.Message.to_sealed": "contact",
    "post.Message.to_hash": "contact",
    "post.Message.subject": "free text",
    "post.Message.body_sealed": "free text",
    "post.Message.headers_sealed": "contact",
}
