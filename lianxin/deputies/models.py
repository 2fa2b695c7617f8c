"""代表的公开资料：逐项同意才公开（代表法 58 条②、个保法）。"""

from django.db import models

from lianxin.orgs.models import Person


class Profile(models.Model):
    """代表的公开资料。基本信息法定公开，联系方式要本人同意。"""

    person = models.OneToOneField(
        Person, models.PROTECT, primary_key=True, related_name="+", verbose_name="代表"
    )
    introduction = models.CharField("简介", max_length=300, blank=True)
    expertise = models.CharField("专长", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=60, blank=True)
    public_fields = models.JSONField("同意公开的项", default=list)
    consented_at = models.DateTimeField("同意时间", null=True, blank=True)

    class Meta:
        verbose_name = "代表公开资料"

    def __str__(self) -> str:
        return f"#{self.person_id}"
