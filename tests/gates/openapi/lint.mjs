// Lints the OpenAPI document that `print` writes, by the recommended rules of Redocly: an error or a warning is
// a failure. With --self-test it spoils the document in several ways and expects each to be noticed.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

// The packages stand where the browser tests install them: `npm ci` in tests/web.
const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { createConfig, lintFromString } = require("@redocly/openapi-core");

const config = await createConfig({ extends: ["recommended"] });

async function complaints(text) {
    const problems = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
    return problems.map((p) => `${p.severity} ${p.ruleId} at ${p.location[0]?.pointer ?? "?"}: ${p.message}`);
}

const spoilers = {
    "operation-operationId-unique": (d) => {
        d.paths["/api/v1/rooms"].post.operationId = d.paths["/api/v1/rooms"].get.operationId;
    },
    "no-unresolved-refs": (d) => {
        delete d.components.schemas.Room;
    },
    "path-parameters-defined": (d) => {
        d.paths["/api/v1/rooms/{room}"].get.parameters = [];
    },
    "no-unused-components": (d) => {
        d.components.schemas.Unused = { type: "string" };
    },
    "info-license": (d) => {
        delete d.info.license;
    },
    struct: (d) => {
        d.paths["/api/v1/rooms"].get.responses = [];
    },
};

const [mode, program] = process.argv.slice(2);
const text = execFileSync(program, { encoding: "utf8", maxBuffer: 1 << 24 });
let failures = 0;

if (mode === "--self-test") {
    for (const [rule, spoil] of Object.entries(spoilers)) {
        const document = JSON.parse(text);
        spoil(document);
        const found = await complaints(JSON.stringify(document));
        if (!found.some((complaint) => complaint.includes(` ${rule} `))) {
            console.error(`a document that breaks ${rule} was passed`);
            failures++;
        }
    }
} else {
    for (const complaint of await complaints(text)) {
        console.error(complaint);
        failures++;
    }
}
console.log(`${failures} complaints`);
process.exitCode = failures === 0 ? 0 : 1;
