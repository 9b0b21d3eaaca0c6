"""Messages and errors keep template and values apart until somebody reads them."""

from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.events import Event
from portal.kernel.messages import Message, message


def test_a_message_fills_its_places():
    assert str(message("%(count)s rows", count=3)) == "3 rows"
    assert str(message("100 % sure")) == "100 % sure"


def test_messages_with_the_same_values_are_equal_whatever_the_order():
    assert message("%(a)s %(b)s", a=1, b=2) == message("%(a)s %(b)s", b=2, a=1)


def test_errors_carry_a_reason_to_read():
    assert NotFound().reason.template.startswith("This page")
    assert Conflict("Too late.").reason == Message("Too late.")
    assert Invalid(fields={"month": message("Which month?")}).reason == message("Which month?")
    assert Invalid().fields == {}


def test_an_event_knows_its_name_and_its_plain_values():
    event = Event(engagement_id=7)
    assert event.name == "Event"
    assert event.payload() == {"engagement_id": 7}
