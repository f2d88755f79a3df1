// The sentences scripts may say; the server puts them into the page in the reader's language.
let words;

/** The sentence called `name`, with %(key)s places filled from `facts`. */
export function say(name, facts = {}) {
  words ??= JSON.parse(document.querySelector('meta[name="facade-words"]')?.content ?? "{}");
  return (words[name] ?? name).replace(/%\((\w+)\)s/g, (_, key) => facts[key] ?? "");
}
