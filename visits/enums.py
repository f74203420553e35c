"""States of routes, stops and visits, channels and outcomes."""

from django.db import models


class RouteState(models.TextChoices):
    """A route is planned as a draft; agents receive it once published."""

    DRAFT = "draft", "Em planejamento"
    PUBLISHED = "published", "Publicada"


class StopState(models.TextChoices):
    """What became of a planned stop."""

    PENDING = "pending", "A visitar"
    DONE = "done", "Feita"
    SKIPPED = "skipped", "Pulada"


class SkipReason(models.TextChoices):
    """Why the agent left a stop out."""

    NO_TIME = "no_time", "Não deu tempo"
    TOO_FAR = "too_far", "Ficou longe demais"
    CLOSED_STREET = "closed_street", "Rua fechada"
    UNSAFE = "unsafe", "Lugar sem segurança"
    CLIENT_ASKED = "client_asked", "O cliente pediu"
    OTHER = "other", "Outro motivo"


class PhotoState(models.TextChoices):
    """A photo is named in the visit, its bytes come apart and are opened in the background."""

    WAITING = "waiting", "Ainda no celular"
    READY = "ready", "Recebida"
    FAILED = "failed", "Não abriu"


class PhotoSubject(models.TextChoices):
    """What a photo shows."""

    FACADE = "facade", "Fachada"
    INSIDE = "inside", "Por dentro"
    PRODUCT = "product", "Produto"
    OTHER = "other", "Outra"


class Channel(models.TextChoices):
    """How the agent and the client met. The modality follows from it (SOL-38)."""

    IN_PERSON = "in_person", "Na porta"
    PHONE = "phone", "Telefone"
    WHATSAPP = "whatsapp", "WhatsApp"
    VIDEO = "video", "Vídeo"


class Outcome(models.TextChoices):
    """What happened at the door."""

    ATTENDED = "attended", "Atendida"
    COME_BACK = "come_back", "Pediu para voltar"
    OWNER_AWAY = "owner_away", "Dono ausente"
    CLOSED = "closed", "Fechado agora"
    REFUSED = "refused", "Não quis"
    MOVED = "moved", "Não funciona mais aqui"
    NOT_FOUND = "not_found", "Endereço não achado"


class ContactKind(models.TextChoices):
    """What a contact beyond the visit was; the programme's rules say what becomes of each (PLN-10: all are kept)."""

    FOLLOW_UP = "follow_up", "Acompanhamento"
    GUIDANCE = "guidance", "Orientação técnica"
    INFORMATION = "information", "Informação pedida pelo cliente"
    CREDIT = "credit", "Consultoria de finanças"
    SOLUTION = "solution", "Outra solução do portfólio"
    NO_SHOW = "no_show", "Cliente faltou ao combinado"
    IMPROPER = "improper", "Contato que não deu certo"
    CAMPAIGN = "campaign", "Campanha (pesquisa, cadastro, divulgação)"
    ENROLMENT = "enrolment", "Inscrição ou agendamento"


# Kinds in which nobody was attended: nothing is asked about a conversation.
WITHOUT_CONVERSATION = frozenset({ContactKind.NO_SHOW, ContactKind.IMPROPER})


class ImproperReason(models.TextChoices):
    """Why a contact could not become anything (SOL-43)."""

    LOST_CONNECTION = "lost_connection", "A ligação caiu"
    TIMEOUT = "timeout", "Não respondeu a tempo"
    WRONG_NUMBER = "wrong_number", "Número ou endereço errado"
    UNSUITABLE = "unsuitable", "Assunto que não é do Sebrae"
    REFUSED = "refused", "Não quis conversar"
    OTHER = "other", "Outro motivo"


class VisitState(models.TextChoices):
    """The last three of the six words an agent sees; the first three live on the phone only."""

    RECEIVED = "received", "Recebido"
    REGISTERED = "registered", "Registrado no SAS"
    ATTENTION = "attention", "Precisa de atenção"


class AppointmentState(models.TextChoices):
    """A promise to come back: open until a visit keeps it or somebody cancels it."""

    OPEN = "open", "Combinado"
    KEPT = "kept", "Cumprido"
    CANCELLED = "cancelled", "Cancelado"
