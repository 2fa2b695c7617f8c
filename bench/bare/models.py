"""裸框架的两张表：一件事，和它的经过。"""

from django.db import models


class Item(models.Model):
    """一件事。"""

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=80)
    text = models.TextField()
    category = models.CharField(max_length=40)
    status = models.CharField(max_length=20)
    submitted_at = models.DateTimeField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """经过里的一步。"""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb}"
