"""留痕的表：条目只增不改（触发器把守），封印成链。"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """一条留痕：谁、以什么身份、何时、对什么、做了什么、留下什么。

    不设外键：留痕要比它记的东西活得长。``thread`` 是一件事从头到尾的线索号（源办件的编号）。
    """

    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("经办人编号", null=True)
    actor_name = models.CharField("经办人", max_length=60)
    actor_post = models.CharField("身份", max_length=80, blank=True)
    verb = models.CharField("动作", max_length=80)
    subject_kind = models.CharField("对象种类", max_length=20)
    subject_id = models.BigIntegerField("对象编号")
    jurisdiction_id = models.BigIntegerField("管辖", null=True)
    thread = models.BigIntegerField("线索", null=True)
    facts = models.JSONField("内容", default=dict)
    salt = models.BinaryField("盐", max_length=16)
    digest = models.BinaryField("内容摘要", max_length=32)

    class Meta:
        verbose_name = "留痕"
        indexes = [
            models.Index(fields=["thread", "id"], name="entry_by_thread"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_by_subject"),
            # 群众来件没有账号，不进这个索引。
            models.Index(
                fields=["actor_id", "id"],
                name="entry_by_actor",
                condition=models.Q(actor_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb}"


class Seal(models.Model):
    """封印：把一批条目的摘要收进一棵默克尔树，树根接成链，公开可查。"""

    sealed_at = models.DateTimeField("封印时间")
    entry_count = models.PositiveIntegerField("条数")
    root = models.BinaryField("树根", max_length=32)
    previous = models.BinaryField("上一环", max_length=32, unique=True)
    chained = models.BinaryField("本环", max_length=32, unique=True)

    class Meta:
        verbose_name = "封印"

    def __str__(self) -> str:
        return f"#{self.pk}"


class SealedEntry(models.Model):
    """某条留痕封在哪一次、第几片叶子。"""

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, related_name="+", verbose_name="条目"
    )
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+", verbose_name="封印")
    leaf = models.PositiveIntegerField("叶子序号")

    class Meta:
        verbose_name = "封印条目"
        constraints = [models.UniqueConstraint(name="sealed_entry_leaf", fields=["seal", "leaf"])]

    def __str__(self) -> str:
        return f"{self.entry_id}@{self.seal_id}"
