"""The gallery's words in its templates."""

from django import template

from tests.ui.words import say

register = template.Library()
register.simple_tag(say, name="w")
