// What an independent decoder, npos 0.1.19 of the npm registry, reads in the approved bytes of receipts. In a folder where
// `npm install npos@0.1.19` was run: NODE_PATH=node_modules node read_with_npos.js tests/golden/receipts/paper
// It writes NAME.npos.txt beside each NAME.hex: the SHA-256 of the bytes, the commands, the text.
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const npos = require("npos");
const { rules } = require("npos/lib/parser/ruler");

rules[0x1d]["(k"] = [(raw, at) => 2 + raw.readUInt16LE(at)]; // QR codes are newer than npos: a length, then so many bytes
console.log = () => {};

async function read(file) {
  const bytes = Buffer.from(fs.readFileSync(file, "utf8").replace(/\s/g, ""), "hex");
  const parsed = await npos.parser(rules).parse(bytes);
  const commands = parsed.tree.filter((node) => node.fn).map((node) => `${node.ascii} ${node.fn}`);
  const text = (await npos.textualize(parsed)).filter(Boolean).join("");
  const hash = crypto.createHash("sha256").update(bytes).digest("hex");
  fs.writeFileSync(file.replace(/hex$/, "npos.txt"), `${hash}\n${commands.join(", ")}\n\n${text}`);
}

const folder = process.argv[2];
for (const name of fs.readdirSync(folder).filter((one) => one.endsWith(".hex"))) read(path.join(folder, name));
