// Package openai holds the scripted server of models (agent/llm/llmtest) to the
// protocol that it claims to speak: OpenAI's own client reads its answers, in
// both dialects, streamed and whole, and finds in them what the script says.
//
// It is a module of its own, since the product asks models by another client.
package openai
