"""Read a source, whatever it is: a file, a folder, the address of a database."""

from pathlib import Path

from pia_toolkit.errors import DatabasePasswordNeeded, raise_all
from pia_toolkit.readers.contents import Contents
from pia_toolkit.readers.families import Tables
from pia_toolkit.readers.options import Limits, ReadOptions


def read(source: str | Path, options: ReadOptions | None = None) -> Tables:
    """Read a source as tables of text: one for a text file, one for each sheet of a workbook or file of an archive.

    Raises what `read_source` raises, and what went wrong in any member of a folder or an archive.
    """
    contents = read_source(source, options)
    raise_all(contents.errors)
    return contents.tables


def read_source(source: str | Path, options: ReadOptions | None = None) -> Contents:
    """Read a source; members of a folder or an archive that cannot be read do not keep the others from being read.

    Raises `FileMissing`, `NoPermission`, `FileEmpty`, `UnknownFormat`, `NotWhatItSays`, `FileDamaged`,
    `NotDecodable`, `LimitExceeded`, and for databases what `read_database` raises.
    """
    options = options or ReadOptions()
    if isinstance(source, str) and is_address(source):
        return _read_database(source, options)
    path = Path(source)
    if path.is_dir():
        from pia_toolkit.readers.packed.folder import read_folder

        return read_folder(path, options)
    from pia_toolkit.readers.single_file import read_file

    return read_file(path, options)


def _read_database(address: str, options: ReadOptions) -> Contents:
    """Read a database; the password is asked for when it wants one."""
    from pia_toolkit.readers.databases.address_reader import read_database, shown_address, with_password

    try:
        return Contents(read_database(address, options))
    except DatabasePasswordNeeded:
        password = options.ask_password(shown_address(address)) if options.ask_password else None
        if password is None:
            raise
    return Contents(read_database(with_password(address, password), options))


def is_address(source: str | Path) -> bool:
    """Tell whether a source is the address of a database; a `Path` never is."""
    if isinstance(source, Path) or "://" not in source:
        return False
    from pia_toolkit.readers.databases import address_reader as database

    return database.is_address(source)


def shown_source(source: str | Path) -> str:
    """Return a source as it may be shown and kept: an address without the name and password of its user."""
    if isinstance(source, str) and is_address(source):
        from pia_toolkit.readers.databases.address_reader import shown_address

        return shown_address(source)
    return str(source)


def fingerprint(source: str | Path, limits: Limits) -> str:
    """Return a hash by which it shows that a source has changed: of a file's bytes, of the names and bytes in a folder.

    So too of all the files that make up a shapefile. Empty for a database, which changes all the time.
    """
    from pia_toolkit.readers.packed.folder import fingerprint_of_folder, hash_of_files
    from pia_toolkit.resources import sha256_of

    if is_address(source):
        return ""
    path = Path(source)
    if path.is_dir():
        return fingerprint_of_folder(path, limits)
    from pia_toolkit.readers.geodata.shapefile_parts import parts_on_disk

    parts = parts_on_disk(path)
    return sha256_of(path) if len(parts) <= 1 else hash_of_files({part.name: part for part in parts})
