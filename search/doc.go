// Package search finds marks that are confusingly alike and says why.
//
// # What is compared
//
// A mark is folded (Fold) to words of the letters a to z and digits: case, width, accents and tones fall away, other scripts are
// romanised by the tables below script/, Han by the commonest pinyin reading, and a letter of another script in a Latin word is
// taken for the Latin letter it looks like. A mark all of whose Cyrillic or Greek letters look like Latin ones is read in
// both ways. Of each word the sounds are found by rules (Rules), which are data below rule/ and may be replaced by the
// office: English, Vietnamese, and a general set for no language in particular.
//
// Two marks are alike by the best of four grounds:
//
//   - the whole: how few letters, and how few sounds, of the joined words must be changed to make one into the other. A
//     change costs less where letters look alike (O and 0) or sounds are near (b and p), at the end, and in a common word;
//   - the words: the share, by weight, of words that are the same or alike, in any order. A rare word weighs more;
//   - the inside: the shorter mark is found in the longer one;
//   - the parts: the same pairs of letters occur, though in another order.
//
// A score lies between 0 and 1 and is symmetric. It depends on the two marks, on how many marks of the index have their words,
// on the rules and on Version; it is made in whole numbers, and the same on every machine. Marks of the same letters have at least
// 0.975, others at most 0.97. What is found does not depend on the order in which marks were put in.
//
// # How they are found
//
// The index lies in memory as blocks of up to 49,152 marks, each a table of its distinct words and compounds (rows of several
// words) with lists that lead from grams (pieces of three letters, three consonants, or three sounds of a Vietnamese
// syllable) to words and compounds, and from these to marks. A search gathers, by common grams and for short queries by common letters,
// the words and compounds that are like the whole query, those inside it, and those with words like its own; long words of
// the query are parted where they begin or end with common words. A few hundred of them are then compared in full. Blocks
// do not change but for marks struck off; a change builds a new block together with the smallest ones, beside the
// running searches.
//
// A search compares at most markWords words of a mark, each to 64 letters, and the first 64 letters of the joined words.
//
// # Rights found by words
//
// [Titles] is the other index: it finds patents, utility models, designs and geographical indications by the words of their
// titles and names, by their numbers and by their classes. It compares words and not likeness, and keeps lists of rows for
// each word, compressed, in parts that do not change.
//
// Nothing here opens files or reads a clock; adapter/index keeps the index in a file, and adapter/index/bench measures it.
package search
