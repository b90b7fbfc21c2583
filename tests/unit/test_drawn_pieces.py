"""Drawn pieces: kept as they were, told when they were spoilt, never shared between houses, bounded."""

import os
from pathlib import Path
from uuid import UUID

import pytest

from jobs.briefings.orders import Order
from jobs.briefings.pieces import Drawn, Piece, SpoiltError, pack, summary_of, unpack
from jobs.briefings.store import Store, sweep

HERE, THERE = UUID(int=1), UUID(int=2)
KEY = "a" * 64


def a_piece() -> Piece:
    return Piece(
        objects=[Drawn(["<</Kids [", 1, "]/Name ", ["name", "4-0-1"], ">>"]), Drawn(["<<>>"], b"\x00\xffendstream")],
        pages=[0],
        structure=[[1]],
        anchors=[("all-projects", 0, 51.0, 700.5)],
        problems=["clipped"],
        size=(595.3, 841.9),
    )


def test_a_piece_comes_back_as_it_was_packed():
    packed = pack(a_piece())

    back = unpack(packed)

    assert back.objects == a_piece().objects
    assert pack(back) == packed
    assert summary_of(packed).problems == ("clipped",)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_spoilt_piece_is_told(place: int):
    packed = bytearray(pack(a_piece()))
    packed[place] ^= 1

    with pytest.raises(SpoiltError):
        summary_of(bytes(packed))


def test_what_is_kept_for_one_house_is_not_found_by_another(tmp_path: Path):
    Store(tmp_path, HERE).keep(KEY, pack(a_piece()))

    assert Store(tmp_path, HERE).find(KEY) == pack(a_piece())
    assert Store(tmp_path, THERE).find(KEY) is None


def test_a_piece_that_was_spoilt_or_cut_short_on_disk_is_not_found(tmp_path: Path):
    store, packed = Store(tmp_path, HERE), pack(a_piece())
    store.keep(KEY, packed)
    file = tmp_path / HERE.hex / KEY

    for spoilt in (packed[:-1], b"", packed + b"x"):
        file.write_bytes(spoilt)
        assert store.find(KEY) is None


def test_the_file_of_a_font_is_found_only_while_it_is_that_font(tmp_path: Path):
    digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"  # of "foo"
    store = Store(tmp_path, HERE)
    store.keep_font(digest, b"foo")

    assert Store(tmp_path, THERE).find_font(digest) == b"foo"  # fonts say nothing about a house
    (tmp_path / "fonts" / digest).write_bytes(b"bar")
    assert store.find_font(digest) is None


def test_only_the_owner_may_read_what_is_kept(tmp_path: Path):
    Store(tmp_path, HERE).keep(KEY, pack(a_piece()))

    folder = tmp_path / HERE.hex
    assert [file.stat().st_mode & 0o077 for file in (folder, folder / KEY)] == [0, 0]


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path):
    (tmp_path / "drawn").write_text("a file where the folder should be")
    store = Store(tmp_path / "drawn", HERE)

    store.keep(KEY, pack(a_piece()))

    assert store.find(KEY) is None


def test_sweeping_takes_the_old_and_then_the_least_used(tmp_path: Path):
    for number, (house, used) in enumerate([(HERE, 1000), (HERE, 5000), (THERE, 9000)]):
        Store(tmp_path, house).keep(str(number) * 64, b"x" * 100)
        os.utime(tmp_path / house.hex / (str(number) * 64), (used, used))

    assert sweep(tmp_path, most=1000, longest=6000, now=10_000) == 1
    assert sweep(tmp_path, most=150, longest=6000, now=10_000) == 1
    assert [file.name[0] for file in tmp_path.glob("*/*")] == ["2"]


def test_a_piece_s_key_changes_with_all_that_decides_how_it_looks():
    orders = [
        Order(("<p>a</p>",)),
        Order(("<p>b</p>",)),
        Order(("<p>a</p>", "<p>b</p>")),
        Order(("<p>a</p>",), holds="sheet"),
        Order(("<p>a</p>",), tagged=False),
    ]

    assert len({order.key for order in orders}) == len(orders)
    assert Order(("<p>a</p>",)).key == orders[0].key
