"""运维自己的一张表：演示数据装没装过。"""

from django.db import models


class DemoLoad(models.Model):
    """装过一次演示数据；``report`` 是各种身份的登录方式，只在演示库里有。"""

    loaded_at = models.DateTimeField("装入时间")
    report = models.JSONField("登录方式")

    class Meta:
        verbose_name = "演示数据"

    def __str__(self) -> str:
        return f"#{self.pk} {self.loaded_at:%Y-%m-%d}"
