"""静态文件：文件名带指纹、预先压缩，浏览器可以永久缓存。"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """带指纹的静态文件；清单里没有的就用原名，少一个零件不至于整页打不开。"""

    def stored_name(self, name: str) -> str:
        """清单里的指纹名；没有就是原名。"""
        known: str | None = self.hashed_files.get(self.hash_key(self.clean_name(name)))
        return known or name
