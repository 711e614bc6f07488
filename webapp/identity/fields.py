"""The words of the field policy: what a field and a kind of data are, and what can be done with them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from webapp.identity.characters import digits
from webapp.identity.masks import Mask, on_record, yes_no


class Treatment(StrEnum):
    """What becomes of a field."""

    SHOWN = "shown"  # through its mask
    DISCLOSED = "disclosed"  # through its mask, once the customer asks to see it
    COUNTED = "counted"  # only how many there are
    MATCHED = "matched"  # compared with the name that the customer stated
    DERIVED = "derived"  # only the conclusion drawn from it
    SOURCE = "source"  # turned into words if it is a known source
    DROPPED = "dropped"  # neither shown, counted nor said to be missing


class Purpose(StrEnum):
    """What a kind of data serves; a purpose that is not asked for takes its kinds with it."""

    IDENTITY = "identity"
    AGE = "age"
    FAMILY = "family"
    CONTACT = "contact"
    ADDRESS = "address"
    BANK_ACCOUNT = "bank_account"
    EMPLOYMENT = "employment"
    INCOME = "income"
    MOBILE_CONNECTION = "mobile_connection"
    CREDIT_ASSESSMENT = "credit_assessment"
    FRAUD_PREVENTION = "fraud_prevention"
    REQUEST = "request"


class Topic(StrEnum):
    """How a person sorts such data, in the order of the page."""

    YOU = "You"
    DOCUMENTS = "Your documents"
    CONTACT = "How to reach you"
    HOME = "Where you live"
    BANK = "Your bank"
    WORK = "Your work"
    NUMBER = "This number"
    ASSESSMENT = "Assessments"
    REQUEST = "This request"


class Telling(StrEnum):
    """Where a value stands in what is told of one thing."""

    LINE = "line"  # in its line, and speaks for itself
    NAMED = "named"  # in its line, after its label
    ASIDE = "aside"  # quietly, beneath the line


VISIBLE = frozenset({Treatment.SHOWN, Treatment.DISCLOSED, Treatment.COUNTED, Treatment.DERIVED})


def same_text(value: str) -> str:
    """Return what makes two texts the same to a reader: their letters and digits, whatever the case."""
    return "".join(filter(str.isalnum, value.casefold())) or value


def any_text(_value: str) -> str:
    """Return what makes all texts the same: by such a field nothing is told apart."""
    return ""


def same_number(value: str) -> str:
    """Return what makes two mobile numbers the same: the last ten digits, if there are as many."""
    number = digits(value)[-10:]
    return number if len(number) == 10 else same_text(value)


def steps(path: str) -> tuple[str, ...]:
    """Return the names in a dotted path, in which `[]` marks a list; none for the empty path."""
    return tuple(path.replace("[]", "").split(".")) if path else ()


@dataclass(frozen=True)
class Field:
    """One field of the reply. `name` is its dotted path inside one element of its kind."""

    name: str
    label: str
    treatment: Treatment
    mask: Mask = on_record
    identity: Callable[[str], str] = same_text
    """Two elements are one if their visible fields have the same identities."""
    telling: Telling = Telling.LINE

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The names to follow inside one element."""
        return steps(self.name)

    @cached_property
    def boolean(self) -> bool:
        """Whether a true or a false says something here; elsewhere it is a value of the wrong type."""
        return self.mask is yes_no


@dataclass(frozen=True)
class Kind:
    """One kind of data: the place in the reply where its elements are, and their fields.

    root: dotted path from the top of the reply; `[]` marks a list; empty for fields at the top itself.
    bare: the field that a bare value stands for, where an object was due; empty if such a value says nothing.
    """

    key: str
    title: str
    topic: Topic
    purpose: Purpose
    root: str
    bare: str
    fields: tuple[Field, ...]

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The names to follow from the top of the reply to the elements."""
        return steps(self.root)

    @cached_property
    def treatments(self) -> frozenset[Treatment]:
        """What becomes of its fields."""
        return frozenset(field.treatment for field in self.fields)

    @property
    def kept(self) -> bool:
        """Whether anything of the kind is made use of; a kind of dropped fields alone leaves no trace."""
        return not self.treatments <= {Treatment.DROPPED}

    @cached_property
    def visible_fields(self) -> tuple[Field, ...]:
        """The fields of which the customer may see anything at all."""
        return tuple(field for field in self.fields if field.treatment in VISIBLE)

    @cached_property
    def sources(self) -> tuple[Field, ...]:
        """The fields that say who knows of it."""
        return tuple(field for field in self.fields if field.treatment is Treatment.SOURCE)

    @property
    def disclosure(self) -> bool:
        """Whether the kind stays closed until the customer opens it."""
        return self.has(Treatment.DISCLOSED)

    def has(self, treatment: Treatment) -> bool:
        """Tell whether any field is treated so."""
        return treatment in self.treatments

    def path(self, field: Field) -> str:
        """Return a field's path from the top of the reply, such as `pan_details[].pan_number`."""
        return f"{self.root}.{field.name}" if self.root else field.name
