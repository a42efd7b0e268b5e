import { DataSet, englishDataset, englishRecommendedTransformers, parseRawPattern, RegExpMatcher } from 'obscenity';

/** What the library's words lack: insults that a class knows, and Russian ones in Latin letters. */
const more: readonly string[] = [
  'hitler',
  '|nazi|',
  '|nazis|',
  'retard',
  '|kkk|',
  'wanker',
  'pedo|',
  'blya[t]d',
  '|blyat',
  '|bljad',
  'pizd[a]',
  'pidor',
  'pidar',
  'mudak',
  'mudila',
  'gandon',
  'gondon',
  'zalupa',
  '|eblan',
  '|ebat',
  '|eban',
  'dolboeb',
  'dolboyob',
  '|uebok',
  '|suka|',
  '|cyka|',
  'nahuy',
  'nahui',
  'nahuj',
  'pohuy',
  'pohui',
  'huilo',
  'huylo',
  'xuilo',
  '|huesos',
  '|govno',
  '|zhopa|',
  '|jopa|',
  'shluha',
  'shlyuha',
];

/** Names and words that are nobody's insult although they hold one. */
const innocent: readonly string[] = [
  'penistone',
  'dickson',
  'dickinson',
  'dickens',
  'annalis',
  'analise',
  'cumming',
  'fagan',
  'pussycat',
  'shital',
  'fukuda',
  'fukui',
  'fukushima',
  'fukuoka',
  'akshit',
  'arshit',
  'harshit',
  'lakshit',
  'rakshit',
  'shitake',
  'shitij',
  'matsushita',
  'yamashita',
  'kinoshita',
  'morishita',
  'nishita',
  'rishita',
  'ishita',
  'kshiti',
  'ashita',
];

const words = new DataSet<{ originalWord: string }>().addAll(englishDataset);
for (const pattern of more) words.addPhrase((phrase) => phrase.addPattern(parseRawPattern(pattern)));
for (const term of innocent) words.addPhrase((phrase) => phrase.addWhitelistedTerm(term));

const matcher = new RegExpMatcher({ ...words.build(), ...englishRecommendedTransformers });

export function insultsInEnglish(reading: string): boolean {
  return matcher.hasMatch(reading);
}
