// What MedTator's own parsers read of a folder: node medtator_reader.cjs FOLDER CHECKOUT (jsdom where NODE_PATH leads).
// Prints JSON as peer_readers.py does; MedTator counts UTF-16 units, as JavaScript does.
const fs = require("fs");
const path = require("path");
const vm = require("vm");
const { JSDOM } = require("jsdom");

const [folder, checkout] = process.argv.slice(2);
const page = new JSDOM("", { runScripts: "outside-only" });
page.window.console.log = () => {};
const context = page.getInternalVMContext();
for (const name of ["dtd_parser.js", "ann_parser.js"]) {
    vm.runInContext(fs.readFileSync(path.join(checkout, "templates", "js", name), "utf8"), context);
}
const { ann_parser: annotations, dtd_parser: schemas } = context;
const schema = schemas.parse(fs.readFileSync(path.join(folder, "schema.dtd"), "utf8"), "dtd");
const points = (text, unit) => [...text.slice(0, unit)].length;

const documents = [];
for (const entry of fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".xml")).sort()) {
    const read = annotations.xml2ann(fs.readFileSync(path.join(folder, entry), "utf8"), schema);
    const spans = [];
    for (const tag of read.tags.filter((one) => one.spans && one.spans !== "-1~-1")) {
        const [start, end] = tag.spans.split("~").map(Number);
        const quote = tag.text.startsWith("json:") ? JSON.parse(tag.text.slice(5)) : tag.text;
        if (read.text.slice(start, end) !== quote) throw new Error(`${entry}: ${tag.id} reads ${tag.text}`);
        spans.push([points(read.text, start), points(read.text, end), tag.tag]);
    }
    documents.push({ text: read.text, spans });
}
process.stdout.write(JSON.stringify(documents));
