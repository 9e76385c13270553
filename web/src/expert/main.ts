import { mount } from 'svelte'
import ExpertPage from './ExpertPage.svelte'
import '../ui/tokens.css'
import '../ui/base.css'
import './expert.css'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const theme = (): void => {
  document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light'
}
theme()
dark.addEventListener('change', theme)

const target = document.getElementById('app')
const secret = window.location.pathname.split('/').at(-1) ?? ''
if (target) mount(ExpertPage, { target, props: { secret } })
