import datetime
import textwrap

from transformers.utils import get_json_schema
from transformers.utils.chat_template_utils import (
    DocstringParsingException,
    TypeHintParsingException,
)


def no_docstring(city: str):
    return city


def no_argument_section(city: str):
    """Looks up a city."""


def no_type_hint(city):
    """
    Looks up a city.

    Args:
        city: The name of the city
    """


def own_type(day: datetime.date):
    """
    Looks up a day.

    Args:
        day: The day
    """


for function in (no_docstring, no_argument_section, no_type_hint, own_type):
    try:
        get_json_schema(function)
    except (DocstringParsingException, TypeHintParsingException) as error:
        reason = str(error).split(", likely")[0]
        message = f"{type(error).__name__}: {reason}"
        print(textwrap.fill(message, 88, subsequent_indent="  "))
