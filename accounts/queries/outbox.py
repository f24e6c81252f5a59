"""The letters that the product wrote, for reading them in a demonstration."""

from django.db.models import Q, QuerySet

from accounts.models import Message


def letters_found(words: str) -> QuerySet[Message]:
    """Return the letters whose recipient or subject holds each word, the newest first."""
    letters = Message.objects.all()
    for word in words.split():
        letters = letters.filter(
            Q(to_name__icontains=word) | Q(to_email__icontains=word) | Q(subject__icontains=word)
        )
    return letters.order_by("-created_at", "-pk")


def paragraphs_of(letter: Message) -> list[tuple[str, bool]]:
    """Return the paragraphs of a letter, each with whether it is the letter's link."""
    texts = [text.strip() for text in letter.body.split("\n\n")]
    return [(text, text == "{link}") for text in texts if text]
