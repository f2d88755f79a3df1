"""The words of a matter: its states, verbs, channels, severities; a sentence for every refusal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# State -> label. The first nine are the main path, in order.
STATES = {
    "registered": _("To accept"),
    "to_confirm": _("To confirm on site"),
    "to_file": _("To file"),
    "to_dispatch": _("To dispatch"),
    "to_sign": _("To sign for"),
    "handling": _("Being handled"),
    "to_check": _("To verify"),
    "to_call_back": _("To call back"),
    "closed": _("Closed"),
    "waiting": _("Waiting for the reporter"),
    "suspended": _("Suspended"),
    "disputed": _("Under adjudication"),
    "answered": _("Answered"),
    "refused": _("Not accepted"),
    "merged": _("Merged"),
    "void": _("Void"),
}
# What a resident reads instead.
PLAIN_STATES = {
    "registered": _("Received"),
    "to_confirm": _("Being checked on site"),
    "to_file": _("Being checked"),
    "to_dispatch": _("Finding who is responsible"),
    "to_sign": _("Sent to the responsible unit"),
    "handling": _("Work under way"),
    "to_check": _("Done, being inspected"),
    "to_call_back": _("Done, waiting for your word"),
    "closed": _("Closed"),
    "waiting": _("We need an answer from you"),
    "suspended": _("On hold, with a reason"),
    "disputed": _("Deciding who is responsible"),
    "answered": _("Answered"),
    "refused": _("Not something we can take up"),
    "merged": _("Joined with an earlier report"),
    "void": _("Withdrawn"),
}
ENDED = ("closed", "answered", "refused", "merged", "void")
TONES = {
    "registered": "blue",
    "to_confirm": "blue",
    "to_file": "blue",
    "to_dispatch": "blue",
    "to_sign": "blue",
    "handling": "blue",
    "to_check": "blue",
    "to_call_back": "blue",
    "closed": "green",
    "answered": "green",
    "waiting": "grey",
    "suspended": "grey",
    "disputed": "violet",
    "refused": "grey",
    "merged": "grey",
    "void": "grey",
}
VERBS = {
    "report": _("Report"),
    "register": _("Accept"),
    "answer": _("Answer on the spot"),
    "refuse": _("Decline"),
    "confirm": _("Confirm on site"),
    "not_found": _("Not found on site"),
    "merge": _("Merge"),
    "unmerge": _("Unmerge"),
    "file": _("File"),
    "dispatch": _("Dispatch"),
    "take": _("Handle ourselves"),
    "sign": _("Sign for"),
    "send_back": _("Send back"),
    "dispute": _("Dispute"),
    "adjudicate": _("Adjudicate"),
    "contact": _("Contact the reporter"),
    "note": _("Progress note"),
    "ask": _("Ask the reporter"),
    "reply": _("Reply"),
    "suspend": _("Suspend"),
    "resume": _("Resume"),
    "ask_extension": _("Ask for an extension"),
    "decide_extension": _("Decide the extension"),
    "whistle": _("Whistle"),
    "arrive": _("Arrived"),
    "rate_whistle": _("Rate the units"),
    "hand_up": _("Hand up"),
    "hand_down": _("Hand down"),
    "split": _("Split"),
    "handle": _("Report as done"),
    "verify": _("Verified"),
    "rework": _("Not done, rework"),
    "call_back": _("Record a call"),
    "rate": _("Rate"),
    "close": _("Close"),
    "reopen": _("Reopen"),
    "urge": _("Urge"),
    "supervise": _("Supervise"),
    "correct": _("Correct category or place"),
    "void": _("Declare void"),
}
# Verbs beside the lifecycle: what is shown and what is kept of a matter.
MODERATION = {
    "hide": _("Hide from the public"),
    "show_again": _("Show to the public again"),
    "redact": _("Cover words"),
    "restore_words": _("Put words back"),
    "cover_photo": _("Cover parts of a photo"),
    "uncover_photo": _("Put the clear photo back"),
    "show_photo": _("Show a photo to the public"),
    "hide_photo": _("Hide a photo from the public"),
    "caption_photo": _("Say what a photo shows"),
    "ask_erasure": _("Ask to erase"),
    "decline_erasure": _("Decline to erase"),
    "erase": _("Erase for good"),
    "erase_again": _("Erase again after a restore"),
}
# What a redaction finds.
TELLING = {
    "id": _("identity number"),
    "card": _("bank card"),
    "phone": _("mobile number"),
    "landline": _("telephone number"),
    "plate": _("number plate"),
    "mail": _("e-mail address"),
    "account": _("chat account"),
    "name": _("name"),
}
# Grounds for erasing, after article 47 of the Personal Information Protection Law.
BASES = {
    "purpose_met": _("The purpose is met, or cannot be met any more"),
    "term_over": _("The time for keeping it is over"),
    "withdrawn": _("The person has withdrawn consent"),
    "unlawful": _("It was collected or used against the law or what was promised"),
    "third_person": _("It concerns somebody who never agreed to it"),
    "ordered": _("A court or an authority has ordered it"),
}
CHANNELS = {
    "web": _("Web"),
    "phone": _("Phone"),
    "counter": _("Counter"),
    "patrol": _("Patrol"),
    "hotline": _("12345 hotline"),
    "media": _("Media"),
    "letter": _("Letter"),
    "superior": _("Superior's instruction"),
    "device": _("Device"),
    "partner": _("Partner system"),
    "import": _("Import"),
}
SEVERITIES = {"urgent": _("Urgent"), "ordinary": _("Ordinary"), "complex": _("Complex")}
STAGES = {
    "overall": _("Whole matter"),
    "contact": _("First contact"),
    "accept": _("Acceptance"),
    "confirm": _("Confirmation"),
    "file": _("Filing"),
    "dispatch": _("Dispatch"),
    "sign": _("Signing"),
    "handle": _("Handling"),
    "adjudicate": _("Adjudication"),
    "check": _("Verification"),
    "call_back": _("Call-back"),
    "waiting": _("Waiting for the reporter"),
    "suspended": _("Standing still"),
}
EVIDENCE = {
    "before": _("Before"),
    "after": _("After"),
    "check": _("At verification"),
    "paper": _("Document"),
    "partner": _("From the partner"),
}
TOPIC_STATES = {"open": _("Topic open"), "closed": _("Topic closed")}

SENTENCES = {
    "cases.not_as_tried": _(
        "This is not the text that was tried, or the rules changed since. Try it once more, then publish."
    ),
    "cases.wrong_state": _(
        "This cannot be done while the matter is “%(state)s”. The page shows what can be done now."
    ),
    "cases.no_text": _("Say in a few words what is the matter."),
    "cases.text_too_long": _(
        "The text has %(length)s characters; at most %(limit)s fit. Shorten it or attach a document."
    ),
    "cases.no_place": _("Say where it is: set the pin, or name the address."),
    "cases.outside": _(
        "This place lies outside the district. Move the pin, or call the hotline of that place."
    ),
    "cases.answer_missing": _("Please answer: %(question)s"),
    "cases.answer_unknown": _("“%(question)s”: choose one of %(choices)s."),
    "cases.too_many_answers_given": _("At most %(limit)s answers can be kept."),
    "cases.unknown_category": _("There is no category “%(value)s” in force today."),
    "cases.unknown_channel": _("There is no channel “%(channel)s”."),
    "cases.unknown_severity": _("There is no severity “%(severity)s”."),
    "cases.needs_reason": _("Give a reason; it is kept with the matter."),
    "cases.needs_evidence": _("Attach at least one photo or document that shows the result."),
    "cases.needs_lead": _("Name the unit that leads."),
    "cases.unknown_unit": _("There is no unit “%(unit)s” that can take matters."),
    "cases.own_work": _(
        "Whoever handled a matter cannot verify it. A colleague from another unit must look."
    ),
    "cases.only_reporter": _("Only the person who reported this can rate it."),
    "cases.kept_apart": _(
        "You have done another step of this matter; the rules keep the two in different hands. Ask a colleague."
    ),
    "cases.extension_limit": _("This matter was extended already; the rules allow no more."),
    "cases.arrive_in_past": _("The time to arrive lies in the past."),
    "cases.not_due_yet": _("Nothing is due here yet; there is nothing to warn of or to escalate."),
    "cases.already_rated": _("This was rated already. Thank you."),
    "cases.bad_stars": _("Choose one to five stars."),
    "cases.return_limit": _(
        "This matter was sent back %(returns)s times, the limit is %(limit)s. Ask for adjudication."
    ),
    "cases.bound": _("Responsibility was adjudicated and is binding; the matter cannot be sent back again."),
    "cases.reopen_window": _("The time to reopen ended on %(until)s. Report it again and name this number."),
    "cases.open_children": _(
        "%(count)s split-off matters are still open. Close them first, or force it with a reason."
    ),
    "cases.open_parts": _("%(count)s split-off matters are still open. End them first."),
    "cases.merge_self": _("A matter cannot be merged with itself."),
    "cases.merge_circle": _("These matters are merged already, the other way round."),
    "cases.merge_ended": _("The matter “%(number)s” is not open, nothing can be merged into it."),
    "cases.no_extension_asked": _("Nobody has asked for an extension."),
    "cases.extension_waiting": _("An extension has been asked for already and waits for a decision."),
    "cases.bad_extension": _("An extension is between 1 and %(limit)s of the table's own units."),
    "cases.unknown_reason": _("“%(value)s” is not one of the reasons that the rules of this district allow."),
    "cases.no_whistle": _("There is no open whistle for this unit."),
    "cases.own_rating": _("A unit cannot rate itself; the convener rates."),
    "cases.top_level": _("The matter is with the highest level already."),
    "cases.lowest_level": _("The matter is with the lowest level already."),
    "cases.hand_down_means": _("Handing down needs the people and powers that go with it; say which."),
    "cases.too_many_files": _("At most %(limit)s photos can be attached."),
    "cases.bad_phone": _(
        "“%(phone)s” is not a telephone number. Eleven digits for a mobile, area code first otherwise."
    ),
    "cases.not_reached_tries": _(
        "Try at least %(tries)s times at different times of day before closing as not reached."
    ),
    "cases.bad_link": _(
        "This link has ended or is incomplete. Find the matter by its number and your phone."
    ),
    "cases.no_rule": _("No rules are in force for this place. The administrator must publish a model pack."),
    "cases.no_contact": _("The reporter left no contact."),
    "cases.bad_filter": _("The filter “%(name)s” cannot be read."),
    "cases.bad_cursor": _("This page link is broken. Open the list again."),
    "cases.too_many_rows": _("At most %(limit)s matters at once."),
    "cases.known_already": _("A matter with the number “%(external_id)s” of your system is here already."),
    "cases.bad_view_name": _("Give the view a name of at most %(limit)s characters."),
    "cases.too_many_views": _("You keep %(limit)s views already. Forget one first."),
    "cases.no_bulk_verb": _("“%(verb)s” cannot be done to many matters at once."),
    "cases.no_rows": _("Select at least one matter."),
    "cases.no_such_number": _("There is no open matter “%(number)s” that you can see. Check the number."),
    "cases.hand_out_state": _("A matter is handed out while somebody works on it, not in this state."),
    "cases.no_partner": _("Name the partner in at most 80 characters."),
    "cases.no_task": _("Say what the partner is asked to do."),
    "cases.bad_days": _("A link lives between 1 and %(limit)s days."),
    "cases.bad_answer_by": _("The day to answer by lies between now and the end of the link."),
    "cases.bad_partner_address": _("Give an e-mail address or a telephone number to which the link is sent."),
    "cases.not_of_this_matter": _("Only photos of this matter can be shared."),
    "cases.handed_already": _("There is an open link for %(to)s already. Withdraw or extend that one."),
    "cases.too_many_hand_outs": _("%(limit)s links of this matter are open. Withdraw one first."),
    "cases.hand_out_ended": _("This link has ended; nothing can be done by it any more."),
    "cases.bad_hand_out": _(
        "This link is not known. Perhaps a part of it is missing: copy it whole from the message."
    ),
    "cases.bad_answer": _("Choose one: done, cannot be done, or more time."),
    "cases.bad_until": _("Name the day, today or later, by which it will be done."),
    "cases.too_many_answers": _("%(limit)s answers came by this link. Please call."),
    "cases.too_often": _("That was tried too often. Please try again in a quarter of an hour."),
    "cases.no_such_paper": _("There is no paper “%(value)s”."),
    "cases.text_gone": _("The text was removed on request."),
    "cases.bad_done_at": _(
        "The moment it was done lies ahead of us or longer ago than a device keeps what it has to send. Is its clock right?"
    ),
    "cases.erased": _("This matter was erased; only its number, place, kind and dates are left."),
    "cases.not_public": _("The public does not see this matter."),
    "cases.not_hidden": _(
        "This matter was not hidden. Its reporter may never have agreed to its being shown."
    ),
    "cases.photo_shown": _("The public sees this photo already."),
    "cases.photo_hidden": _("The public does not see this photo."),
    "cases.no_such_part": _("This matter has no words in the part “%(part)s”."),
    "cases.bad_span": _("These places are not in the words any more. Look at them again."),
    "cases.words_not_there": _("Those words do not stand there. Type them as they are written."),
    "cases.nothing_to_cover": _("Choose at least one place to cover, or name the words."),
    "cases.masked_back": _(
        "A mask would be written over what it hides. Send the words themselves, or leave them as they are."
    ),
    "cases.wording_gone": _("The earlier wording is not kept any more."),
    "cases.unknown_basis": _("“%(basis)s” is no ground for erasing."),
    "cases.erase_asked": _("Somebody has asked already that this be erased."),
    "cases.erase_not_asked": _("Nobody has asked that this be erased."),
    "cases.erase_open": _("A matter that is still open cannot be erased. End it first."),
    "cases.erase_other_hand": _("Whoever asked cannot erase. A second person must look at it."),
    "cases.too_few_to_learn": _(
        "There are %(n)s rows to learn from; at least %(least)s are needed, of two kinds or more."
    ),
    "cases.no_topic_title": _("Give the topic a title of at most %(limit)s characters."),
    "cases.topic_note_too_long": _("The note has %(length)s characters; at most %(limit)s fit."),
    "cases.topic_closed": _("This topic is closed."),
    "cases.topic_too_wide": _(
        "These matters lie in areas beyond yours; a topic over all of them is opened by somebody with a wider area."
    ),
    "cases.topic_open_matters": _(
        "%(count)s matters of this topic are still open. End them first, or close it with a reason."
    ),
    "cases.broken_model": _("This is no model, or it was changed since it was learned. Learn it anew."),
    "cases.bad_endpoint": _(
        "This cannot be an endpoint. Write an https address without user, question mark or hash sign, as in"
        " https://city.example/open311/v2."
    ),
    "cases.endpoint_silent": _(
        "The other server does not answer as an Open311 server should (%(problem)s). Check the address."
    ),
    "cases.bad_forwarding": _("It must be given, with at most %(limit)s characters."),
    "cases.no_service_there": _("There is no service “%(value)s” there. Some there are: %(some)s."),
    "cases.attributes_missing": _("The other server requires a value for: %(names)s."),
    "cases.attributes_unknown": _("The other server does not ask for: %(names)s."),
    "cases.attributes_bad": _("The other server does not offer this value for: %(names)s."),
    "cases.no_forwarding": _("No rule says where matters of this category are forwarded from here."),
    "cases.forwarded_already": _("The matter has been forwarded already."),
    "cases.not_forwarded": _("The matter is not at another server."),
    "cases.not_stuck": _("This forwarding is not stuck; nothing has to be done by hand."),
    "cases.bad_remote_number": _("A number has letters, digits, points, colons and lines only."),
    "cases.heard_already": _("This update is in the matter already."),
    "cases.bad_mail": _("This is not a mail address. Check it for missing or extra signs."),
    "cases.bad_radius": _("Choose how far around: %(known)s metres."),
    "cases.bad_often": _("News comes at once (now) or gathered once a day (daily)."),
    "cases.nothing_to_follow": _("Choose an area, a kind of matter, or a place."),
    "cases.no_public_matter": _("There is no such matter that is public, or it is public no longer."),
    "cases.bad_follow_link": _("This link has ended or is incomplete. Nothing is sent because of it."),
    "cases.follow_ended": _("This was stopped. To have it again, ask for it anew."),
    "cases.follow_too_late": _("The link was good for %(days)s days. Ask for it anew."),
    "cases.too_many_follow_mails": _(
        "That was asked for too often. Please try again in %(minutes)s minutes."
    ),
}
# How a forwarding stands, its tone, and why one is kept back.
ABROAD = {
    "waiting": _("waits to be sent"),
    "trying": _("is being sent"),
    "token": _("taken in, number to come"),
    "there": _("with the other side"),
    "stuck": _("stuck"),
    "done": _("closed there"),
    "dropped": _("no longer followed"),
}
ABROAD_TONES = {
    "waiting": "blue",
    "trying": "blue",
    "token": "blue",
    "there": "blue",
    "stuck": "red",
    "done": "green",
    "dropped": "grey",
}
PROBLEMS = {
    "away": _("The other server cannot be reached."),
    "slow": _("The other server did not answer in time."),
    "broken_off": _("The connection was broken off."),
    "unnamed": _("Nobody knows the name of the other server."),
    "forbidden": _("The address lies in a network that is closed to this platform."),
    "closed_address": _("The address cannot be an endpoint."),
    "redirect": _("The other server sends elsewhere; this is not followed."),
    "not_allowed": _("The other server does not accept the key."),
    "refused": _("The other server did not accept what was sent."),
    "failed": _("Something failed at the other server."),
    "busy": _("The other server is busy."),
    "too_large": _("The answer was too large."),
    "misshapen": _("The answer cannot be understood."),
    "unclear": _(
        "It may have been taken in: the other server does not show what it got. Ask there before sending again."
    ),
    "no_number": _("It was taken in, but no number came."),
    "rule_off": _("The rule has ended."),
}
STAYS = {
    "not_at_work": _("It stays here: the leading unit has not signed for it."),
    "no_check": _("It stays here: the rules have no verification that could follow."),
    "needs_photo": _("It stays here: the rules ask for a photo of the result."),
    "declined": _("It stays here: the other side has declined it."),
}

# How a link to a partner stands, its tone, and what a partner can answer.
HAND_OUTS = {
    "open": _("Link open"),
    "done": _("Partner reports done"),
    "withdrawn": _("Link withdrawn"),
    "moved": _("Ended with the matter's next step"),
    "expired": _("Expired"),
}
HAND_OUT_TONES = {"open": "blue", "done": "green", "withdrawn": "grey", "moved": "grey", "expired": "amber"}
ANSWERS = {"done": _("It is done"), "cannot": _("We cannot do it"), "more_time": _("We need more time")}
