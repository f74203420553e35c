"""Document and telephone numbers in templates, where every page has these filters without loading them."""

from django import template

from clients.rules import format_cnpj, format_phone, masked_cpf

register = template.Library()

register.filter("cnpj", format_cnpj)
register.filter("masked_cpf", masked_cpf)
register.filter("phone", format_phone)
