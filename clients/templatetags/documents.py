"""Document numbers in templates, where every page has these filters without loading them."""

from django import template

from clients.rules import format_cnpj, masked_cpf

register = template.Library()

register.filter("cnpj", format_cnpj)
register.filter("masked_cpf", masked_cpf)
