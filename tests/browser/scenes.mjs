/* Small inputs that pages stumble over:   node scenes.mjs FOLDER   writes NAME/truth.json and
   NAME/found.json for each, and for some NAME/args and other files. The same bytes every time. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";

let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const upTo = n => Math.floor(random() * n);

/* Objects on a grid of free places; boxes shifted, some lost, some renamed, some invented. */
function scene(names, { images = 12, objects = 6, score = () => 0.05 + 0.9 * random(), file = i => `image ${i}.jpg`, crowd = false } = {}) {
  const truth = { images: [], annotations: [], categories: names.map((name, i) => ({ id: i + 1, name })) }, found = [];
  for (let i = 1; i <= images; i++) {
    truth.images.push({ id: i, file_name: file(i), width: 640, height: 480 });
    for (let j = 0; j < objects; j++) {
      const bbox = [20 + 100 * (j % 6), 20 + 110 * Math.floor(j / 6), 40 + upTo(40), 40 + upTo(50)], id = 1 + upTo(names.length);
      truth.annotations.push({ id: truth.annotations.length + 1, image_id: i, category_id: id, bbox, area: bbox[2] * bbox[3], iscrowd: crowd && j === 0 ? 1 : 0 });
      const shifted = bbox.map(v => v + upTo(7) - 3), said = random() < 0.15 ? 1 + upTo(names.length) : id;
      if (random() < 0.85) found.push({ image_id: i, category_id: said, bbox: shifted, score: score() });
      if (random() < 0.4) found.push({ image_id: i, category_id: 1 + upTo(names.length), bbox: [upTo(500), 300 + upTo(100), 30 + upTo(60), 30 + upTo(60)], score: score() * 0.8 });
    }
  }
  return { truth, found };
}

const crc32 = bytes => {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
};
/* A picture of one colour, as PNG. */
function picture(width, height, colour) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const size = Buffer.alloc(8), row = Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()]);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", Buffer.concat([size, Buffer.from([8, 2, 0, 0, 0])])),
    chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))), chunk("IEND", Buffer.alloc(0))]);
}

/* Two splits: in the second, every score is half of what it would be in the first, so that each has an
   optimum of its own. The names are not made for folders. */
function parted() {
  const made = scene(numbered(3), { images: 24, objects: 7 }), second = id => id > 14, files = {};
  for (const box of made.found) if (second(box.image_id)) box.score *= 0.5;
  for (const { id, file_name } of made.truth.images) files["images/" + file_name] = picture(640, 480, [40 + 8 * id, 90, 200 - 6 * id]);
  files["slices.csv"] = "file_name,split\n" + made.truth.images.map(({ id, file_name }) => `${file_name},${second(id) ? "<b>night" : "val"}\n`).join("");
  return { ...made, files, args: ["--slices", "@slices.csv", "-i", "@images"] };
}

const numbered = n => Array.from({ length: n }, (_, i) => `class ${i + 1}`);
const hostile = ["</script><img src=x onerror=alert(1)>", "=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2", "\u202Egpj.exe", "a\nb\tc", "${alert(1)}{{x}}", "javascript:alert(1)", "' onfocus=alert(1) autofocus='", "<!--", "]]>", "a\"b'c&amp;<b>", "\u05d0\u05d1\u05d2 \u0627\u0644", "\u{1f469}\u200d\u{1f680}", "constructor", "__proto__", "same", "same", "x".repeat(180)];
/* Every box on its object and sure of it; a few faint ones beside, as a model has. */
function faultless(images) {
  const { truth } = scene(numbered(3), { images }), found = truth.annotations.map(({ image_id, category_id, bbox }) => ({ image_id, category_id, bbox, score: 0.97 + 0.03 * random() }));
  for (let i = 4; i <= images; i += 4) found.push({ image_id: i, category_id: 1 + upTo(3), bbox: [upTo(500), 300 + upTo(100), 30, 30], score: 0.001 + 0.01 * random() });
  return { truth, found };
}
const scenes = {
  "one-class": scene(["cell"]),
  "no-boxes": { ...scene(numbered(3)), found: [] },
  "no-objects": (() => { const made = scene(numbered(3)); made.truth.annotations = []; return made; })(),
  "nothing-right": (() => { const made = scene(numbered(2)); for (const box of made.found) box.bbox = [600, 440, 5, 5]; return made; })(),
  hostile: scene(hostile, { images: 70, file: i => `${["a#b?c%", "\u202E%41", "d\n", "=x", "<img src=x onerror=alert(1)>"][i % 5]}${i} "<i>&'.jpg` }),
  "equal-scores": (() => { const made = scene(numbered(4)); for (const box of made.found) box.score = 0.6; return made; })(),
  "no-scores": (() => { const made = scene(numbered(4), { images: 30 }); for (const box of made.found) delete box.score; return made; })(),
  "narrow-scores": scene(numbered(4), { images: 60, score: () => 0.0101 + 0.003 * random() }),
  crowds: scene(numbered(14), { images: 30, crowd: true }),
  "huge-classes": scene(numbered(1200), { images: 120, objects: 18 }),
  "many-classes": scene(numbered(130), { images: 80, objects: 18 }),
  splits: parted(),
  "all-well": faultless(400),
};

const folder = process.argv[2];
for (const [name, { truth, found, args, files = {} }] of Object.entries(scenes)) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "truth.json"), JSON.stringify(truth));
  writeFileSync(join(folder, name, "found.json"), JSON.stringify(found));
  if (args) writeFileSync(join(folder, name, "args"), args.join("\n") + "\n");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
  console.log(name);
}
