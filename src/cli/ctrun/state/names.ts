// Ids, and names for containers that nobody has named.

const TEMPERS =
  `able agile amber ample bold brave breezy bright brisk calm candid cheerful civil clever cosy crisp curious
daring deft eager early easy fair fancy fearless fine fluent fond frank free fresh gentle glad golden grand happy hardy
honest humble jolly keen kind lively loyal lucid lucky mellow merry mighty modest neat nimble noble patient placid plucky
polite proud quick quiet rapid ready robust rosy serene sharp silent silver sleek smart smooth snug sober solid spry steady
sturdy subtle sunny sweet swift tender tidy tranquil trusty vivid warm wise witty zesty`.split(/\s+/);

const ANIMALS = `adder alpaca badger bat bear beaver bee bison bittern bobcat buffalo bunting camel caribou cat cheetah
chough cicada civet cod condor coot crab crane cricket crow curlew deer dingo dolphin donkey dove duck dunlin eagle eel egret elk
ermine falcon ferret finch fox frog gannet gazelle gecko gibbon giraffe goat goose grouse gull hamster hare hawk hedgehog
heron hornet horse ibex ibis jackal jackdaw jay kestrel kite koala lark lemur lion lizard llama lynx magpie marmot marten
mole moose moth mouse newt ocelot octopus oriole osprey otter owl panda parrot pelican penguin petrel pigeon plover puffin quail
rabbit raven robin rook salmon seal shrew snail sparrow squid stoat stork swan swift tapir teal tern thrush tiger toad trout
turtle viper vole walrus weasel whale wolf wombat wren yak zebra`.split(/\s+/);

/** What a name may look like: it stands in paths, tables and command lines. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** 64 random hexadecimal digits. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}

/** Two random words: `brave_otter`. */
export function randomName(): string {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint16Array(2));
  return `${TEMPERS[first % TEMPERS.length]}_${ANIMALS[second % ANIMALS.length]}`;
}

/** @returns the name @throws {Error} when it cannot be one */
export function checkName(name: string): string {
  if (!NAME.test(name))
    throw new Error("a name begins with a letter or digit, and then has letters, digits, _, . and - only");
  return name;
}

/** The beginning of an id that is shown to people. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}
