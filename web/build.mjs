// Copy the scripts of others from node_modules to where the site serves them, with their licences.
//
//   node build.mjs [NODE_MODULES] [TARGET]
//
// TARGET (alskg/web/static/vendor) gets the minified files without their source maps, a text with
// every licence that holds for each, and VENDOR.toml, which says what is there.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = process.argv[2] ?? join(HERE, "node_modules");
const TARGET = process.argv[3] ?? join(HERE, "..", "alskg", "web", "static", "vendor");

// What is shipped: the files of each package, and the file whose source map names what is inside.
const SHIPPED = [
  {
    name: "@zazuko/yasgui",
    files: ["build/yasgui.min.js", "build/yasgui.min.css"],
    map: "build/yasgui.min.js.map",
    styles: ["datatables.net-dt"], // inside the sheet, of which there is no map
    notices: "yasgui.LICENSES.txt",
  },
  {
    name: "cytoscape",
    files: ["dist/cytoscape.min.js"],
    map: "",
    styles: [],
    notices: "cytoscape.LICENSES.txt",
  },
];
const SOURCE_MAP = /\s*(?:\/\/[#@] ?sourceMappingURL=\S*|\/\*[#@] ?sourceMappingURL=[^*]*\*\/)\s*$/;
const LICENCE_FILE = /^(?:licen[cs]e|copying)/i;

/** Return what package.json of a package says. */
function described(name) {
  const file = join(MODULES, name, "package.json");
  if (!existsSync(file)) {
    console.error(`${name} is not in ${MODULES}. Install it first: npm ci --ignore-scripts`);
    process.exit(2);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Return the names of the packages that are inside a shipped one, as its source map says. */
function bundled({ name, map, styles }) {
  if (!map) return [];
  const { sources } = JSON.parse(readFileSync(join(MODULES, name, map), "utf8"));
  const names = sources
    .map((source) => source.split("node_modules/").at(-1).match(/^(?:@[^/]+\/)?[^/]+/)?.[0])
    .filter((inside, place) => inside && sources[place].includes("node_modules/"));
  return [...new Set([...names, ...styles])].filter((inside) => inside !== name).sort();
}

/** Return the text of a package's licence, or what the package says where it carries none. */
function licenceText(name, about) {
  const folder = join(MODULES, name);
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file)).sort();
  if (files.length) return files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  const people = [about.author, ...(about.contributors ?? [])]
    .filter(Boolean)
    .map((one) => (typeof one === "string" ? one : one.name));
  const home = about.homepage ?? about.repository?.url ?? "";
  return `The package carries no text of its licence. It says: licence ${about.license}; by ${people.join(", ")}; ${home}`;
}

/** Return how a text is written in TOML. */
const quoted = (text) => JSON.stringify(String(text));

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
const written = [
  "# Written by web/build.mjs: what this folder holds. The packages are pinned in web/package-lock.json.",
];
for (const shipped of SHIPPED) {
  const about = described(shipped.name);
  const inside = bundled(shipped);
  written.push("", "[[package]]", `name = ${quoted(shipped.name)}`, `version = ${quoted(about.version)}`);
  written.push(`licence = ${quoted(about.license)}`, `home = ${quoted(about.homepage ?? "")}`);
  written.push(`notices = ${quoted(shipped.notices)}`);
  const notices = [[shipped.name, about], ...inside.map((name) => [name, described(name)])].map(
    ([name, one]) => `${name} ${one.version}\n${"=".repeat(72)}\n${licenceText(name, one)}\n`,
  );
  writeFileSync(join(TARGET, shipped.notices), notices.join("\n\n"));
  for (const name of inside) {
    const one = described(name);
    written.push("", "[[package.contains]]", `name = ${quoted(name)}`);
    written.push(`licence = ${quoted(one.license ?? "see the notices")}`);
  }
  for (const file of shipped.files) {
    const text = readFileSync(join(MODULES, shipped.name, file), "utf8").replace(SOURCE_MAP, "\n");
    const target = file.split("/").at(-1);
    writeFileSync(join(TARGET, target), text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    written.push("", "[[package.file]]", `name = ${quoted(target)}`, `sha256 = ${quoted(sha256)}`);
    written.push(`bytes = ${Buffer.byteLength(text)}`);
    console.log(`${target}: ${shipped.name} ${about.version}, ${Math.round(Buffer.byteLength(text) / 1000)} kB`);
  }
}
writeFileSync(join(TARGET, "VENDOR.toml"), `${written.join("\n")}\n`);
