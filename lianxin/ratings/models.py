"""评价的表：态度和结果分开记，一步只记一次。"""

from django.db import models
from django.db.models import Q


class Rating(models.Model):
    """一次评价。机制只问其中一项的，没问的那项空着。"""

    class Rater(models.TextChoices):
        """谁评的。"""

        SUBMITTER = "submitter", "提交人"
        DEPUTY = "deputy", "代表"
        PUBLIC = "public", "公众"

    class Grade(models.TextChoices):
        """三档。"""

        SATISFIED = "satisfied", "满意"
        BASIC = "basic", "基本满意"
        DISSATISFIED = "dissatisfied", "不满意"

    jurisdiction_id = models.BigIntegerField("管辖")
    thread = models.BigIntegerField("线索")
    case_id = models.BigIntegerField("办件")
    entry_id = models.BigIntegerField("留痕", unique=True)
    rater = models.CharField("谁评的", max_length=10, choices=Rater.choices)
    rater_id = models.BigIntegerField("评价人", null=True, blank=True)
    attitude = models.CharField("办理态度", max_length=12, choices=Grade.choices, blank=True)
    result = models.CharField("办理结果", max_length=12, choices=Grade.choices, blank=True)
    comment = models.CharField("想说的话", max_length=500, blank=True)
    rated_at = models.DateTimeField("评价时间")
    is_valid = models.BooleanField("计数", default=True)

    class Meta:
        verbose_name = "评价"
        constraints = [
            models.CheckConstraint(
                name="rating_says_something", condition=~Q(attitude="", result="")
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "id"], name="rating_by_thread"),
            models.Index(fields=["jurisdiction_id", "rated_at"], name="rating_by_period"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.rater} {self.attitude}/{self.result}"
