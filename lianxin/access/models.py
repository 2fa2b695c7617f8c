"""账号、接口令牌、幂等记录、加密的联系方式。"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from lianxin.orgs.models import Person


class AccountManager(BaseUserManager["Account"]):
    """账号的建立：只有运维命令与名录用例会用到。"""

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> Account:
        """建一个账号；不给密码则不能用密码登录。"""
        account = self.model(username=self.model.normalize_username(username), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, password: str | None = None, **extra: Any) -> Account:
        """建一个系统管理员账号（看不到业务内容，只管运行）。"""
        return self.create_user(username, password, is_superuser=True, **extra)


class Account(AbstractBaseUser, PermissionsMixin):
    """账号：一个人登录用；身份不在这里，在岗位与代表资格里。"""

    username = models.CharField("用户名", max_length=40, unique=True)
    email = models.EmailField("电子邮箱", blank=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间", null=True, blank=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.username


class ApiToken(models.Model):
    """接口令牌：只存摘要，可随时吊销。"""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="账号")
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"

    def __str__(self) -> str:
        return f"#{self.pk} {self.account_id}"


class IdempotentCall(models.Model):
    """幂等记录：同一把钥匙、同一份内容只办一次；内容变了就拒绝。"""

    scope = models.CharField("范围", max_length=60)
    key = models.CharField("钥匙", max_length=80)
    body_digest = models.CharField("内容摘要", max_length=64)
    status = models.PositiveSmallIntegerField("答复码")
    answer = models.JSONField("答复")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "幂等记录"
        constraints = [
            models.UniqueConstraint(name="idempotent_call_once", fields=["scope", "key"]),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_call_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class SealedContact(models.Model):
    """群众的联系方式：整行加密，另存不可逆的查找值；依据个保法 13、14、51 条。"""

    subject_kind = models.CharField("属于哪类事", max_length=20)
    subject_id = models.BigIntegerField("属于哪件事")
    ciphertext = models.BinaryField("密文", null=True)
    phone_index = models.CharField("电话查找值", max_length=64, blank=True)
    purpose = models.CharField("用途", max_length=60)
    consents = models.JSONField("逐项同意", default=dict)
    consented_at = models.DateTimeField("同意时间")
    expires_on = models.DateField("保存到")
    erased_at = models.DateTimeField("抹除时间", null=True, blank=True)

    class Meta:
        verbose_name = "联系方式"
        constraints = [
            models.UniqueConstraint(
                name="sealed_contact_once", fields=["subject_kind", "subject_id"]
            ),
            models.CheckConstraint(
                name="sealed_contact_erased_is_empty",
                condition=models.Q(erased_at__isnull=True)
                | models.Q(ciphertext__isnull=True, phone_index=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["phone_index"],
                name="sealed_contact_phone",
                condition=~models.Q(phone_index=""),
            ),
            models.Index(
                fields=["expires_on"],
                name="sealed_contact_expiry",
                condition=models.Q(erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"
