// SPDX-License-Identifier: MIT
// Completion of command lines, for the shells' scripts in completions/: `weir --complete WORD...`.
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

// The words behind `weir`, up to the cursor and without their quotes; the last one, perhaps empty,
// is to be completed. Print first "KIND<tab>TOKEN": the part of that word that is completed, and
//     words   what follows completes the word
//     text    what follows goes on inside of a stage: the word does not end there
//     files   the token is the beginning of a file's name; besides what follows
// and then lines "NAME<tab>SUMMARY", what may stand in the place of the token.
//
// It touches nothing but the first bytes of input files that are regular files.
void complete_print(char **words);

#endif
