"""Commands that publish releases, fetch them, and keep them."""

from pathlib import Path
from typing import Annotated

import typer

from trilat.cli.records import Form

cache = typer.Typer(
    help="See and clear the folder with the releases that were fetched.", invoke_without_command=True,
    rich_markup_mode=None,
)

INDEX = typer.Option("--index", help="The https: address or the folder of an index of releases; else TRILAT_INDEX.")


def publish(
    release: Annotated[Path | None, typer.Argument(help="The folder of a final release.")] = None,
    *,
    to: Annotated[Path, typer.Option("--to", help="The folder of the host; made where it is not there.")],
    yank: Annotated[str | None, typer.Option("--yank", help="Flag this version as one not to use.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why it is yanked; its users are told.")] = "",
    unyank: Annotated[str | None, typer.Option("--unyank", help="Take the flag from this version.")] = None,
) -> None:
    """Lay a release and the index out in a folder that any static host can serve, or flag one that is there.

    The release is verified first, and is there whole or not at all. What was published never changes: a version that
    turned out wrong is yanked with a reason, and stays for those who cite it.

    Example: trilat publish build/trilat-1.0.0 --to public

    Example: trilat publish --yank 1.0.0 --reason "The dates of 2021 are a day late." --to public
    """
    from trilat.errors import UsageError
    from trilat.store import publish as store

    if sum(one is not None for one in (release, yank, unyank)) != 1:
        raise UsageError("give either the folder of a release, or --yank, or --unyank")
    if reason and yank is None:
        raise UsageError("--reason belongs to --yank")
    if release is not None:
        done = store.publish(release, to)
    else:
        done = store.yank(yank, reason, to) if yank is not None else store.unyank(str(unyank), to)
    what = "published" if release is not None else "yanked" if yank is not None else "no longer yanked"
    typer.echo(f"{done.version} {what if done.changed else 'is as it was'}: {done.index}, serial {done.serial}")


def fetch(
    version: Annotated[str | None, typer.Argument(help="Such as 1.0.0; the newest that was not yanked if left out.")]
    = None,
    *,
    index: Annotated[str | None, INDEX] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check every hash of a cached release again.")] = False,
) -> None:
    """Download a release into the cache of this user, verify it, and print its folder.

    What came before a break is not fetched again. A cached release is left as it is; with --verify it is checked, and
    fetched anew where it is damaged.

    Example: trilat fetch 1.0.0 --index https://example.org/trilat/
    """
    from trilat.findings import visible
    from trilat.store.fetch import fetch as store_fetch

    def tell(text: str) -> None:
        typer.echo(f"trilat: {visible(text, 1000)}", err=True)

    got = store_fetch(version, index, check=verify, tell=tell)
    if got.yanked is not None:
        tell(f"release {got.version} was yanked: {got.yanked}")
    typer.echo(got.folder)
    if not got.came:
        tell(f"release {got.version} was in the cache{', and is whole' if verify else ''}")


def releases(
    *,
    index: Annotated[str | None, INDEX] = None,
    form: Annotated[Form, typer.Option("--format", help="For people or for programs.")] = Form.TEXT,
) -> None:
    """List the releases at the host, in the cache, and with the package.

    Example: trilat releases --format json
    """
    from trilat.findings import visible
    from trilat.output.releases import releases_json, releases_text
    from trilat.store.listing import releases as store_releases

    listing = store_releases(index)
    typer.echo(releases_json(listing.releases) if form is Form.JSON else releases_text(listing.releases), nl=False)
    for note in listing.notes:
        typer.echo(f"trilat: {visible(note, 1000)}", err=True)
    if listing.failed:
        raise typer.Exit(3)


@cache.callback()
def shown(context: typer.Context) -> None:
    """See and clear the folder with the releases that were fetched.

    Example: trilat cache
    """
    if context.invoked_subcommand is not None:
        return
    from trilat.store.cache import Cache
    from trilat.store.index import order

    kept = Cache()
    typer.echo(f"{kept.folder}  {kept.size() / 1e6:.1f} MB")
    for version in sorted(kept.versions(), key=order):
        typer.echo(f"  {version}")


@cache.command()
def clear(
    version: Annotated[str | None, typer.Argument(help="This release alone; else all, and what was seen of indexes.")]
    = None,
) -> None:
    """Remove releases from the cache.

    Example: trilat cache clear 1.0.0
    """
    from trilat.store.cache import Cache

    gone = Cache().clear(version)
    typer.echo(f"removed: {', '.join(gone) or 'nothing'}")
