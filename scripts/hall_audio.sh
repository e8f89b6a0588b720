#!/usr/bin/env bash
# Makes what the hall's displays say, piece by piece, in queuehall/audio: the
# words around a number, the numbers of which every other is put together, and
# the letters of tickets. To be run anew with a better voice:
#
#   SPEECH_COMMAND="/usr/local/bin/hotline-speak {lang}" scripts/hall_audio.sh
#
# SPEECH_COMMAND is the product's own: it reads a text and writes a wav. sox
# cuts the silence around it and packs it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

command -v sox >/dev/null || fail 'sox is needed (apt-get install sox)'
speak=${SPEECH_COMMAND:-espeak-ng -v \{lang\} -s 140 --stdin --stdout}
into=queuehall/audio
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# piece LANG NAME TEXT
piece() {
	# Cut at spaces, without a shell, as the product does.
	read -ra words <<<"${speak//\{lang\}/$1}"
	printf '%s' "$3" | "${words[@]}" >"$work/said.wav"
	# A pipe's wav does not know its own length.
	sox --ignore-length -V1 "$work/said.wav" -r 22050 -c 1 -C 3 "$into/$1/$2.ogg" \
		silence 1 0.01 0.3% reverse silence 1 0.01 0.3% pad 0.02 reverse pad 0.02 norm -2
}

text() { node -p "JSON.parse(fs.readFileSync('internal/i18n/catalogues/hall.$1.json'))['hall.audio.$2']"; }

# How letters are called. Tickets have Ukrainian ones in every language.
letters='А:а Б:бе В:ве Г:ге Ґ:ґе Д:де Е:е Є:є Ж:же З:зе И:и І:і Ї:ї Й:йот К:ка Л:ел М:ем Н:ен О:о П:пе Р:ер С:ес Т:те
	У:у Ф:еф Х:ха Ц:це Ч:че Ш:ша Щ:ща Ю:ю Я:я'

for lang in uk en pl; do
	mkdir -p "$into/$lang"
	rm -f "$into/$lang"/*.ogg
	for name in ticket counter; do
		piece "$lang" "$name" "$(text "$lang" "$name")"
	done
	for n in $(seq 0 20) $(seq 30 10 90) $(seq 100 100 900); do
		piece "$lang" "n$n" "$n"
	done
done
for pair in $letters; do
	piece uk "l$(printf '%04x' "'${pair%%:*}")" "${pair#*:}"
done
say "$(find "$into" -name '*.ogg' | wc -l) pieces, $(du -sh "$into" | cut -f1)"
